"""A text names an event by its day, its instrument or in words, and each such name leads to it."""

from analysis.data import load
from analysis.publish import mentions


def targets() -> dict[str, str]:
    """Return where the events of the record would stand."""
    return {event: f"timeline.html#event-{event}" for event in load("tariff_events").query("kind != 'note'")["event"]}


def test_a_day_names_the_law_that_began_on_it_or_what_was_announced() -> None:
    days = mentions.days(targets())
    assert days["24 July 2026"] == "U045"  # the duty under Section 301; the cases against it are of the same day
    assert days["2 April 2025"] == "U005"
    assert days["9 April 2025"] == "U006"  # 46% for one day; the pause announced on it began on the next
    assert days["10 April 2025"] == "U008"
    assert days["20 February 2026"] == "U031"
    assert days["26 October 2025"] == "U025"
    assert "12 November 2025" not in days  # the day of a press document


def test_acts_and_words_name_events() -> None:
    stands = targets()
    names = mentions.names(stands) | mentions.instruments(stands)
    for name, event in {
        "Supreme Court ruled": "U031",
        "Round 2": "N05",
        "round 2": "N05",
        "EO 14257": "U005",
        "Proclamation 11012": "U033",
        "Proc 10895": "U003",
        "Proclamation 10896": "U003",
        "third round": "N07",
        "A-552-841": "A01",
        "91 FR 47318": "U045",
        "BIS notice of 4 April 2025": "U049",
    }.items():
        assert names[name] == stands[event], name
    assert not mentions.names({}) | mentions.instruments({})


def test_every_mention_in_a_text_is_a_link() -> None:
    link = dict.fromkeys(("24 July 2026", "FR 2026-15181"), "timeline.html#event-U045")
    there, act = (f'<a href="timeline.html#event-U045">{name}</a>' for name in link)
    page = (
        "<article><h2>24 July 2026</h2><p>Since 24 July 2026 (FR 2026-15181). Before 24 July 2026 not.</p>"
        '<table><tr><td>24 July 2026</td></tr><tr><td>24 July 2026</td><td><a href="#event-U046">U046</a></td></tr>'
        "</table><p>On 24 July 2026 (<a>U046</a>)</p></article><footer>24 July 2026</footer>"
    )
    assert mentions.with_names(page, link) == (
        f"<article><h2>24 July 2026</h2><p>Since {there} ({act}). Before "
        f"{there} not.</p><table><tr><td>{there}</td></tr>"
        '<tr><td>24 July 2026</td><td><a href="#event-U046">U046</a></td></tr>'
        "</table><p>On 24 July 2026 (<a>U046</a>)</p></article><footer>24 July 2026</footer>"
    )
