"""A study's folder."""

from __future__ import annotations

import subprocess
import sys

import pytest

import kiitools as kt
from kiitools.errors import InputError, StudyBusyError, StudyError


def test_a_new_study_has_settings_codebook_forms_and_a_study_file(tmp_path):
    with kt.new_study(tmp_path / "mali", title="Mali 2020") as study:
        assert {"study.kii", "study.toml", "codebook", "formulaires"} <= {
            p.name for p in study.folder.iterdir()
        }
        assert len(study.codebook) == 132
        assert "Mali 2020" in repr(study)


@pytest.mark.parametrize("template", ["trafficking-mali", "evaluation", "blank"])
def test_each_template_makes_a_study_that_opens_again(tmp_path, template):
    kt.new_study(tmp_path / "e", template=template, lang="en").close()
    with kt.open_study(tmp_path / "e") as study:
        assert study.settings.lang == "en"
        assert study.problems() == []


def test_an_unknown_template_lists_the_known_ones(tmp_path):
    with pytest.raises(InputError, match="trafficking-mali, evaluation, blank"):
        kt.new_study(tmp_path / "e", template="mars")
    assert not (tmp_path / "e").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("à moi")
    with pytest.raises(InputError, match="n'est pas vide"):
        kt.new_study(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_a_study_opens_from_its_folder_or_from_its_file(tmp_path):
    kt.new_study(tmp_path / "e").close()
    for path in (tmp_path / "e", tmp_path / "e" / "study.kii", tmp_path / "e" / "study.toml"):
        kt.open_study(path).close()


def spoil(folder, how):
    file = folder / "study.kii"
    content = file.read_bytes()
    {
        "empty": lambda: file.write_bytes(b""),
        "half": lambda: file.write_bytes(content[: len(content) // 2]),
        "not a database": lambda: file.write_bytes(b"hello" * 1000),
        "gone": file.unlink,
        "a folder": lambda: (file.unlink(), file.mkdir()),
        "zeroed page": lambda: file.write_bytes(b"\0" * 4096 + content[4096:]),
        "no settings": (folder / "study.toml").unlink,
    }[how]()


@pytest.mark.parametrize(
    "how", ["empty", "half", "not a database", "gone", "a folder", "zeroed page", "no settings"]
)
def test_a_study_that_is_spoiled_is_refused_with_one_clear_error(tmp_path, how):
    kt.new_study(tmp_path / "e").close()
    spoil(tmp_path / "e", how)
    with pytest.raises(StudyError) as caught:
        kt.open_study(tmp_path / "e")
    assert caught.value.what("fr") != caught.value.what("en")
    assert caught.value.todo("fr")


def test_a_folder_that_does_not_exist_is_said_to_be_missing(tmp_path):
    with pytest.raises(StudyError, match="n'existe pas"):
        kt.open_study(tmp_path / "nulle-part")


def test_a_second_opening_reads_only_and_is_told_who_holds_the_study(tmp_path):
    kt.new_study(tmp_path / "e").close()
    holding = """if True:
        import sys, kiitools as kt
        study = kt.open_study(sys.argv[1])
        print("held", flush=True)
        sys.stdin.read()
    """
    first = subprocess.Popen(
        [sys.executable, "-c", holding, tmp_path / "e"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert first.stdout.readline() == b"held\n"
    with kt.open_study(tmp_path / "e") as second:
        assert second.database.read_only
        assert "lecture seule" in repr(second)
        (tmp_path / "t.txt").write_text("Q : Bonjour ?\n\nR : Bonjour, ça va bien.", encoding="utf-8")
        with pytest.raises(StudyBusyError):
            second.add(tmp_path / "t.txt")
    first.communicate()
    with kt.open_study(tmp_path / "e") as third:
        assert not third.database.read_only


def test_a_backup_can_be_restored_and_the_former_file_is_kept(tmp_path):
    from kiitools.study.folder import restore_study

    (tmp_path / "t.txt").write_text("Q : Bonjour ?\n\nR : Bonjour, ça va bien.", encoding="utf-8")
    with kt.new_study(tmp_path / "e") as study:
        saved = study.backup()
        study.add(tmp_path / "t.txt")
    kept = restore_study(tmp_path / "e", saved)
    assert kept.exists()
    with kt.open_study(tmp_path / "e") as study:
        assert study.sources().empty
