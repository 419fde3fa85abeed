import pytest

from tests.evidence.test_question_browser import (
    TRIAL,
    make_profiledraft,
    moved_question,
    reviewing_user,
    second_draft,
    study,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_shots(desk):
    WIDE = "[...document.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 160))"
    question, user, third = moved_question(), reviewing_user(), reviewing_user("editor")
    p = desk("appraise", question, user)
    p.locator("#cannot").evaluate("e=>e.open=true")
    p.screenshot(path="/tmp/wC/s_appraise_1280.png", full_page=True)
    p = desk("appraise", question, user, width=390)
    p.screenshot(path="/tmp/wC/s_appraise_390.png", full_page=True)
    p = desk("appraise", question, user)
    p.emulate_media(color_scheme="dark")
    p.screenshot(path="/tmp/wC/s_appraise_dark.png", full_page=True)
    draft = make_profiledraft(question, [study(TRIAL), study(TRIAL)], risk_of_bias=1, by=user)
    p = desk("change", question, third)
    p.screenshot(path="/tmp/wC/s_question_1280.png", full_page=True)
    second_draft(draft, risk_of_bias=2, direction="no_difference")
    p = desk("adopt", question, user)
    p.screenshot(path="/tmp/wC/s_adopt_1280.png", full_page=True)
    p = desk("adopt", question, third, width=390)
    p.screenshot(path="/tmp/wC/s_adopt_390.png", full_page=True)
    p = desk("change", question, third, width=390)
    p.screenshot(path="/tmp/wC/s_question_390.png", full_page=True)
