"""What the doctor says of an installation and of the age of facts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from terracutter import doctor
from terracutter.catalog.staleness import facts
from terracutter.doctor import OLD, examine


def test_every_file_of_the_catalogue_is_named_with_its_day():
    text = examine(date(2026, 11, 23), Path("/home/a/.cache/terracutter"))
    for one in facts():
        assert f"{one.name} " in text
        assert str(one.day) in text
    assert "  cache: /home/a/.cache/terracutter\n" in text


def test_each_library_is_named_and_what_is_missed_without_it(monkeypatch):
    def version(name):
        if name in {"questionary", "boto3"}:
            raise doctor.PackageNotFoundError(name)
        return "1.2.3"

    monkeypatch.setattr(doctor, "version", version)
    libraries = examine(date(2026, 11, 23), None).splitlines()[1:8]
    assert libraries == [
        "  click 1.2.3",
        "  jinja2 1.2.3",
        "  PyYAML 1.2.3",
        "  python-hcl2 1.2.3",
        "  markdown-it-py 1.2.3",
        "  questionary is not installed; the interview asks line by line",
        "  boto3 is not installed; `catalogue refresh` cannot ask AWS",
    ]


def test_what_is_older_than_ninety_days_is_old_and_nothing_else():
    newest = max(one.day for one in facts())
    fresh = examine(newest, None)
    later = examine(newest + timedelta(OLD + 1), None)
    young = [one for one in facts() if one.age(newest) <= OLD]
    for one in facts():
        row = next(line for line in fresh.splitlines() if line.startswith(f"  {one.name} "))
        assert row.endswith(", old") == (one not in young)
    assert f"Catalogue: {len(facts())} files, {len(facts())} of them older than {OLD} days" in later
    assert "cache: none, since others could write there" in fresh
