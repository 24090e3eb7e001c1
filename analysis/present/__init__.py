"""Everything a reader sees: figures, tables, sentences, and how numbers are written."""

from analysis.present.answers import Answers, Question
from analysis.present.cards import Card, Cards
from analysis.present.figure import Figure
from analysis.present.glossary import Glossary, Term
from analysis.present.table import Column, Table
from analysis.present.text import Text, prose, text
from analysis.present.timeline import Timeline

__all__ = [
    "Answers",
    "Card",
    "Cards",
    "Column",
    "Figure",
    "Glossary",
    "Question",
    "Table",
    "Term",
    "Text",
    "Timeline",
    "prose",
    "text",
]
