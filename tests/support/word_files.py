"""Small Word files, made by hand: what mammoth and Word read, and nothing else."""

import io
import zipfile
from collections.abc import Mapping

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
STYLES = (
    f'<?xml version="1.0" encoding="UTF-8"?><w:styles {W}>'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (("Title", "Title"), ("Heading1", "heading 1"), ("Heading2", "heading 2"))
    )
    + "</w:styles>"
)


def run(text: str, properties: str = "") -> str:
    """One run of text; `properties` as WordprocessingML has them, such as `<w:b/>`."""
    marked = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{marked}<w:t xml:space="preserve">{text}</w:t></w:r>'


def raised(text: str) -> str:
    """A run in superscript."""
    return run(text, '<w:vertAlign w:val="superscript"/>')


def paragraph(*runs: str, style: str = "") -> str:
    """One paragraph of runs (or plain texts)."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    made = "".join(one if one.startswith("<w:r>") else run(one) for one in runs)
    return f"<w:p>{named}{made}</w:p>"


def word_file(*body: str, parts: Mapping[str, str] | None = None, before: str = "") -> bytes:
    """A .docx with these paragraphs. `parts` are added or replaced; `before` stands before the document."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document {W}><w:body>'
        f"{''.join(body)}</w:body></w:document>"
    )
    files = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": document,
        "word/styles.xml": STYLES,
        **(parts or {}),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()
