"""The README leads to every page."""

from tests.support.service import ROOT


def test_every_page_is_named_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "docs" / "decisions" / "README.md"]
    names = {str(page.relative_to(ROOT)) for page in pages} - {"README.md"}
    assert {name for name in names if f"]({name})" not in readme} == set()
