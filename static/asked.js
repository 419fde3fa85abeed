// The review page asks about interests first: one key says "none". The button does the same without scripts.
(() => {
  "use strict";
  const asked = document.getElementById("asked");
  if (!asked) return;
  asked.scrollIntoView({ block: "nearest" });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const button = asked.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    button.click();
  }, true);
})();
