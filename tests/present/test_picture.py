"""The picture of the README shows what the book shows."""

from pathlib import Path

import pytest
from PIL import Image

from analysis.data import catalogue
from analysis.publish import picture


@pytest.mark.skipif(
    catalogue.DATA.parent != Path(picture.BOOK).parent, reason="the data are a copy, not the book's own"
)
def test_the_picture_of_the_readme_is_drawn_from_these_data() -> None:
    with Image.open(picture.PICTURE) as image:
        made_from = image.info[picture.MADE_FROM]
    assert made_from == picture.digest(), "it is old: run `trade-report headline`"


def test_the_command_draws_it(tmp_path: Path) -> None:
    picture.write(tmp_path / "headline.png")
    with Image.open(tmp_path / "headline.png") as image:
        assert image.info[picture.MADE_FROM] == picture.digest()
        assert image.info["Description"].endswith(".")
        assert image.width > 1000
