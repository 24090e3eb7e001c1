"""How a page names a work that it cites, and the list its works: in the language of the page."""

from collections.abc import Iterable
from typing import Any

from pybtex.database import Entry, Person
from pybtex.plugin import register_plugin as register_with_pybtex
from pybtex.richtext import Tag, Text
from pybtex.style.formatting.alpha import Style
from pybtex.style.labels.alpha import LabelStyle
from pybtex.style.template import field, href, names, sentence, words
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle
from sphinxcontrib.bibtex.style.referencing.basic_label import BasicLabelParentheticalReferenceStyle

from analysis.language import say


class Spoken(AuthorYearReferenceStyle):
    """Author and year, in brackets as the list labels the work, with the words in the current language."""

    def __init__(self) -> None:
        """Say the words; Sphinx makes the style when it knows the language."""
        super().__init__(person=PersonStyle(sep2=f" {say('and')} ", other=Text(" ", Tag("em", say("et al.")))))
        label = BasicLabelParentheticalReferenceStyle()
        self.role_style.update(dict.fromkeys(label.role_names(), label))


class AuthorsAndYear(LabelStyle):
    """The label of a work in the list: its authors, an office by its short name, and the year."""

    def format_label(self, entry: Entry) -> str:
        """Return ``Amiti et al. 2019``; a letter that tells two works of one year apart is added later."""
        authors = entry.fields.get("shortauthor") or _authors(entry.persons["author"])
        return f"{authors} {entry.fields.get('year') or say('n.d.')}"


class Listed(Style):
    """The list, by author, year and title."""

    default_label_style = AuthorsAndYear

    def format_names(self, role: str, as_sentence: bool = True) -> Any:
        """Return the names of those in ``role``, joined in the current language."""
        together = names(role, sep=", ", sep2=f" {say('and')} ", last_sep=say(", and "))
        return sentence[together] if as_sentence else together

    def format_url(self, entry: Entry) -> Any:
        """Return the address of ``entry``."""
        address = field("url", raw=True)
        return words[say("URL:"), href(address)[address]]


def _authors(persons: Iterable[Person]) -> str:
    short = [str(Text(" ").join([*person.rich_prelast_names, *person.rich_last_names])) for person in persons]
    return f" {say('and')} ".join(short) if len(short) <= 2 else f"{short[0]} {say('et al.')}"


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx and with what reads the bibliography."""
    register_plugin("sphinxcontrib.bibtex.style.referencing", "spoken", Spoken)
    register_with_pybtex("pybtex.style.formatting", "listed", Listed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
