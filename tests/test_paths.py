"""Where the files that came with the program are."""

from digest import paths


def test_a_checkout_has_its_templates_and_feeds():
    assert (paths.templates() / "email" / "issue.mjml").is_file()
    assert paths.feeds().is_dir()


def test_a_wheel_carries_its_own(tmp_path, monkeypatch):
    carried = tmp_path / "digest" / "_data" / "templates"
    carried.mkdir(parents=True)
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "digest")
    assert paths.templates() == carried
    assert paths.feeds() == tmp_path / "feeds"
