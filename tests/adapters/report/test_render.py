"""The status report as the municipality's notes have it: sections, Table 1, Danish dates and numbers."""

import re
from datetime import date
from html import unescape
from html.parser import HTMLParser

from adapters.report.data import (
    CardsByDistributor,
    GroupCourses,
    Head,
    MeasureCount,
    Placement,
    StatusReportData,
    Ticks,
)
from adapters.report.render import status_report, status_report_body
from domain.contact_codes import CardDistributor, CardLanguage, Community, HandledBy, HelpBegun, Topic, WayIn
from domain.trajectory_codes import CloseReason, Observation, PhaseName, TargetGroup
from projections.cards.queries import BatchCount
from projections.contacts.table_one import Count, Counts, Who
from tests.adapters.report.figures import periods, report_data, shipped_catalogue

BRIDGE = Who(HandledBy.BRIDGE_BUILDER)
THAI = Who(HandledBy.CULTURAL_MEDIATOR, Community.THAI)
COUNTS: Counts = {("y2013", BRIDGE): Count(1_250, 1_200), ("y2013", THAI): Count(90, 40)}
TICKS = Ticks(
    contacts=1_340,
    first_contacts=1_240,
    ways_in=((WayIn.OUTREACH, 1_000), (WayIn.KC, 340)),
    topics=((Topic.DEBT, 900), (Topic.HOUSING, 800)),
    help_begun=((HelpBegun.REFERRAL_KC, 700),),
    cards_shown=12,
)


class Tables(HTMLParser):
    """Reads the tables of a page: caption and rows of cell texts."""

    def __init__(self) -> None:
        super().__init__()
        self.captions: list[str] = []
        self.rows: list[list[list[str]]] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attributes: object) -> None:
        match tag:
            case "table":
                self.rows.append([])
            case "caption":
                self._into = self.captions
                self.captions.append("")
            case "tr":
                self.rows[-1].append([])
            case "td" | "th":
                self._into = self.rows[-1][-1]
                self._into.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("caption", "td", "th"):
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data


def tables(data: StatusReportData) -> dict[str, list[list[str]]]:
    reader = Tables()
    reader.feed(status_report_body(data))
    return dict(zip(reader.captions, reader.rows, strict=True))


def text_of(data: StatusReportData) -> str:
    """Return the words of a report, without its tags."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", status_report_body(data))).split())


def test_table_1_is_exactly_as_it_was_published() -> None:
    assert tables(report_data())["Tabel 1: Oversigt over antal henvendelser i social- og jobcentre"] == [
        ["År", "2008-2009", "2009-2010", "2011*", "2012", "Antal henvendelser i alt"],
        ["Antal henvendelser til brobyggere", "15", "21", "7", "27", "70"],
        ["Antal henvendelser til den thailandske kulturformidler", "16", "118", "96", "125", "355"],
        ["Antal henvendelser i alt", "31", "139", "103", "152", "425"],
    ]


def test_the_changed_period_has_its_footnote() -> None:
    assert '<p class="fodnote">*Ændret opgørelsesperiode, der følger kalenderåret.</p>' in status_report(
        report_data()
    )


def test_published_figures_are_said_to_be_such_with_their_source() -> None:
    text = text_of(report_data())
    assert (
        "Tallene for 2008-2009, 2009-2010, 2011 og 2012 er offentliggjorte tal (Statusnotat 24-04-2013, tabel 1)"
        in text
    )
    assert "talt op fra de enkelte registreringer" not in text


def test_counted_periods_stand_beside_published_ones_with_first_contacts() -> None:
    data = report_data("2012", "2013", counts=COUNTS, counted=periods("2013", "2013"), ticks=TICKS)
    assert tables(data)["Tabel 1: Oversigt over antal henvendelser i social- og jobcentre"] == [
        ["År", "2012", "2013", "Antal henvendelser i alt"],
        ["Antal henvendelser til brobyggere", "27", "1.250", "1.277"],
        ["Antal henvendelser til den thailandske kulturformidler", "125", "90", "215"],
        ["Antal henvendelser i alt", "152", "1.340", "1.492"],
        ["Heraf førstegangshenvendelser", "–", "1.240", "–"],
    ]
    assert "Tallene for 2013 er talt op fra de enkelte registreringer" in text_of(data)


def test_the_mediators_large_share_is_explained_only_where_it_is_large() -> None:
    assert "tegner sig for 355 af 425 henvendelser (84 %)" in text_of(report_data())
    data = report_data("2013", "2013", counts=COUNTS, counted=periods("2013", "2013"), ticks=TICKS)
    assert "tegner sig for" not in text_of(data)


def test_the_sections_come_in_the_order_of_the_published_notes() -> None:
    headings = re.findall("<h2>(.*?)</h2>", status_report(report_data()))
    assert headings == [
        "Anmodning",
        "Baggrund",
        "Exit-pakke og exit-projekt",
        "Ordningens tre dele",
        "VIP-ordningen",
        "Brobyggerne",
        "Den thailandske kulturformidler",
        "Samarbejdet med Kompetencecenter Prostitution",
        "Henvendelser",
        "Tiltag",
        "Gruppemøder og materialer",
        "Vurdering",
        "Næste statusnotat",
    ]


def test_what_a_person_must_write_is_a_marked_paragraph() -> None:
    page = status_report(report_data())
    assert page.count('<p class="udfyldes">[udfyldes: ') == len(re.findall('<p class="udfyldes">', page)) >= 8
    assert '<blockquote><p class="udfyldes">[udfyldes: udvalgets anmodning' in page


def test_the_head_shows_what_is_given_and_marks_what_is_not() -> None:
    empty = status_report(report_data())
    assert "<dd>24-04-2013</dd>" in empty
    assert '<span class="udfyldes">[udfyldes: sagsnummer]</span>' in empty
    head = Head(report_data().head.date, "2013-45431", "2013-335462", "Kontoret", "Mål- og Rammekontoret")
    assert "2013-45431" in (filled := status_report(report_data(head=head)))
    assert "[udfyldes: sagsnummer]" not in filled


def test_dates_and_numbers_are_danish() -> None:
    cards = (CardsByDistributor(CardDistributor.KC, 1_400), CardsByDistributor(CardDistributor.REDEN, 25))
    text = text_of(report_data(cards=cards, counted=periods("2013", "2013"), ticks=TICKS))
    assert "den 30. april 2008" in text
    assert "I 2013 er der udleveret 1.425 VIP-kort: 1.400 fra Kompetencecenter Prostitution og 25 fra Reden." in text
    assert "I 2013 er der vist VIP-kort ved 12 henvendelser." in text


def test_batches_of_cards_are_shown_from_their_making_on_and_only_where_some_were_made() -> None:
    batch = BatchCount("A12", CardLanguage.THAI, date(2013, 1, 5), 1_400, 1_020, 7)
    assert "A12 thai 1.400 1.020 7" in text_of(report_data(batches=(batch,)))
    assert "Serier af VIP-kort" not in text_of(report_data())


def test_bridge_builders_are_counted_and_placed() -> None:
    placements = (Placement("Jobcenter", 20), Placement("Voksenenhed", 8))
    text = text_of(report_data(placements=placements))
    assert "Der er pt. 28 brobyggere, placeret i Jobcenter (20) og Voksenenhed (8)." in text


def test_the_mediators_hours_are_those_known_and_else_marked() -> None:
    text = text_of(report_data(communities=(Community.THAI, Community.ROMANIAN)))
    assert "opsøgende arbejde 30 timer om ugen og fungerer derudover som almindelig sagsbehandler 7 timer" in text
    romanian = text.split("Den rumænske kulturformidler indgår")[1]
    assert romanian.startswith(" i brobyggergruppen. [udfyldes: timer")


def test_ticks_are_said_not_to_add_up() -> None:
    data = report_data("2013", "2013", counts=COUNTS, counted=periods("2013", "2013"), ticks=TICKS)
    assert tables(data)["Tabel 3: Emner"] == [["Emne", "Antal"], ["gæld", "900"], ["bolig", "800"]]
    assert tables(data)["Tabel 4: Iværksat hjælp"][1] == ["henvisning til KC", "700"]
    assert text_of(data).count("kan ikke lægges sammen") >= 2


def test_measures_are_listed_by_how_far_they_came() -> None:
    measures = (MeasureCount("Behandling", 5, 4, 3, 1, 0),)
    data = report_data(measures=measures, counted=periods("2013", "2013"), ticks=TICKS)
    assert tables(data)["Tabel 5: Tiltag"] == [
        ["Tiltag", "Foreslået", "Ansøgt eller henvist", "Bevilget", "Afslået", "Gennemført"],
        ["Behandling", "5", "4", "3", "1", "0"],
    ]


def test_the_baseline_is_that_of_the_exit_package_alone() -> None:
    assert "mellem 0 og 3 borgere" in text_of(report_data())
    other = report_data("2013", "2014", "exit-prostitution", communities=(), counted=periods("2013", "2013"))
    assert "mellem 0 og 3" not in text_of(other)


def test_a_course_programme_reports_target_groups_phases_and_outcomes_apart() -> None:
    phases, outcomes = ((PhaseName.TRY_OUT, 4),), ((CloseReason.COMPLETED, 2),)
    courses = (
        GroupCourses(TargetGroup.WANTS_OUT, 3, 1, 2, phases, outcomes, ((Observation.HOUSED, 1),)),
        GroupCourses(None, 1, 0, 0, ((None, 1),), (), ()),
    )
    page = report_data("2013", "2014", "exit-prostitution", courses=courses, others=("Exit-pakken",))
    text = text_of(page)
    assert "Delmålgruppe 1: ønsker at forlade prostitution" in text
    assert "6 forløb: 3 i gang, 1 sat på pause og 2 afsluttet." in text
    assert "uden igangværende fase" in text
    assert "VIP-ordningen" not in text
    assert "Ingen tal i notatet lægger dem sammen." in text


def test_a_document_needs_no_other_file_and_prints_on_paper() -> None:
    page = status_report(report_data())
    assert page.startswith('<!doctype html>\n<html lang="da">')
    assert "@media print" in page
    assert "<link" not in page
    assert "<script" not in page


def test_names_are_escaped() -> None:
    programme = shipped_catalogue().programmes["exit-pakke"].model_copy(update={"da": "<b>Pakke & kort</b>"})
    assert "<b>" not in status_report(report_data(programme=programme))
