"""How a page names the authors of a work that it cites: in the language of the page."""

from typing import Any

from pybtex.richtext import Tag, Text
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from analysis.language import say


class Spoken(AuthorYearReferenceStyle):
    """Author and year, with the words between authors in the current language."""

    def __init__(self) -> None:
        """Say the words; Sphinx makes the style when it knows the language."""
        super().__init__(person=PersonStyle(sep2=f" {say('and')} ", other=Text(" ", Tag("em", say("et al.")))))


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    register_plugin("sphinxcontrib.bibtex.style.referencing", "spoken", Spoken)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
