"""The reports: one page with a tab for each, and each as CSV."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from articles.admin.base import DeskAdmin
from articles.reports import REPORTS
from evidence.policies import can_see_reports, is_reviewer
from evidence.selectors.reports import Report
from references.exports.cells import lines, neutralised

SHOWN = 100


class ReportViews(DeskAdmin):
    """Editors, administrators and publishers read all; reviewers their own lines."""

    def reports_view(self, request: HttpRequest) -> HttpResponse:
        """One report; the first hundred lines of it."""
        reports, only = self._readable(request)
        key = request.GET.get("report", "")
        key = key if key in reports else next(iter(reports))
        report = reports[key]
        found = list(islice(report.lines(only), SHOWN + 1))
        return self.page(
            request,
            "reports.html",
            "Reports",
            key=key,
            report=report,
            tabs=[(name, one.title) for name, one in reports.items()],
            rows=[(row, list(zip(report.header, row.cells, strict=True))) for row in found[:SHOWN]],
            has_more=len(found) > SHOWN,
            shown=SHOWN,
            is_own=only is not None,
            # Tables of seven columns need the room of the navigation.
            is_nav_sidebar_enabled=False,
        )

    def report_file_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """All lines of a report as CSV, while they are read."""
        reports, only = self._readable(request)
        if key not in reports:
            raise Http404
        name = f"{key}-{timezone.localdate():%Y-%m-%d}.csv"
        answer = StreamingHttpResponse(
            lines(_table(reports[key], only)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": content_disposition_header(True, name) or ""},
        )
        return cast(HttpResponse, answer)

    def _readable(self, request: HttpRequest) -> tuple[dict[str, Report], int | None]:
        """The reports this person reads, and whose lines alone, if not everybody's."""
        if can_see_reports(request.user):
            return REPORTS, None
        self.require(is_reviewer(request.user))
        own = {key: report for key, report in REPORTS.items() if report.of_oneself}
        return own, cast(Any, request.user).pk


def _table(report: Report, only: int | None) -> Iterator[Iterable[Any]]:
    yield report.header
    for row in report.lines(only):
        yield [neutralised(str(cell)) for cell in row.cells]
