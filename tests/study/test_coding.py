"""Suggestions and decisions of a study."""

from __future__ import annotations

import re

import pytest

import kiitools as kt
from kiitools.errors import InputError, RegisterError

TEXT = """Code de l'entretien : ENT-900
Date : 12/01/2021
Région : Gao
Langue : français

Q : Est-ce qu'on leur prend leurs papiers ?

R : Oui. La patronne a confisqué le passeport de la fille. On l'a enfermée dans la maison.

Q : Et le mariage forcé ?

R : Non, jamais ici.
"""


@pytest.fixture
def small(tmp_path):
    (tmp_path / "ent_900.txt").write_text(TEXT, encoding="utf-8")
    with kt.new_study(tmp_path / "etude") as study:
        study.add(tmp_path / "ent_900.txt")
        study.suggest()
        yield study


def test_a_passport_taken_away_is_suggested_with_its_reason(small):
    codings = small.codings()
    papers = codings[codings["code"] == "general.means.document-retention"]
    text = small.source(papers["source_id"].iloc[0]).text
    assert {text[row.start : row.end] for row in papers.itertuples()} == {
        "La patronne a confisqué le passeport de la fille.",
        "Oui.",  # a short answer inherits what its question asked
    }
    assert all(re.fullmatch(r"general\.yaml:\d+", rule) for rule in papers["rule"])
    assert set(papers["status"]) == {"suggested"}


def test_the_interviewers_words_are_never_coded(small):
    source = small.source(small.sources()["source_id"].iloc[0])
    asked = {segment.seq for segment in source.segments if segment.role == "interviewer"}
    assert asked
    assert not asked & set(small.codings()["segment"])


def test_running_again_codes_nothing_that_has_not_changed(small):
    before = small.codings()
    again = small.suggest()
    assert (again.sources, again.suggestions) == (0, 0)
    assert small.codings().equals(before)


def test_an_edited_indicator_is_coded_again_and_the_others_are_left_alone(small):
    before = small.codings()
    file = small.folder / "codebook" / "general.yaml"
    text = file.read_text(encoding="utf-8")
    entry = "- id: general.means.confinement\n"
    assert entry in text
    head, tail = text.split(entry)
    rules = tail.index("  rules:\n") + len("  rules:\n")
    added = '    - {lang: fr, term: "jamais ici"}\n'
    file.write_text(head + entry + tail[:rules] + added + tail[rules:], encoding="utf-8")
    done = small.suggest()
    assert done.sources == 1
    after = small.codings()
    others = [frame[frame["code"] != "general.means.confinement"]["coding_id"] for frame in (before, after)]
    assert set(others[0]) == set(others[1])
    assert len(after) > len(before)


def test_a_decision_stays_when_the_rule_behind_it_goes(small):
    coding = small.codings().query("code == 'general.means.document-retention'")["coding_id"].iloc[0]
    small.decide(coding, "accepted", coder="AK")
    file = small.folder / "codebook" / "general.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("- id: general.means.document-retention\n")
    end = text.index("\n- id: ", start)
    entry = text[start:end]
    kept = entry[: entry.index("  rules:\n")] + '  rules:\n    - {lang: fr, term: "mot introuvable ici"}'
    file.write_text(text[:start] + kept + text[end:], encoding="utf-8")
    small.suggest()
    current = small.codings().set_index("coding_id")
    assert current.loc[coding, "status"] == "accepted"


def test_a_person_may_change_code_and_polarity(small):
    coding = small.codings()["coding_id"].iloc[0]
    small.decide(
        coding, "accepted", coder="AK", new_code="form.domestic.servitude", new_polarity="hypothetical"
    )
    row = small.codings().set_index("coding_id").loc[coding]
    assert (row["code"], row["polarity"], row["decided_by"]) == (
        "form.domestic.servitude",
        "hypothetical",
        "AK",
    )


def test_the_last_decision_counts_and_the_history_stays(small):
    coding = small.codings()["coding_id"].iloc[0]
    for decision in ("accepted", "rejected", "accepted"):
        small.decide(coding, decision, coder="AK")
    assert small.codings().set_index("coding_id").loc[coding, "status"] == "accepted"
    assert (small.history()["action"] == "decide").sum() == 3


@pytest.mark.parametrize(
    ("decision", "changes", "names"),
    [("maybe", {}, "accepted, rejected, added"), ("accepted", {"new_code": "form.moon"}, "form.moon")],
)
def test_a_decision_that_is_none_is_refused(small, decision, changes, names):
    coding = small.codings()["coding_id"].iloc[0]
    with pytest.raises(InputError, match=names):
        small.decide(coding, decision, coder="AK", **changes)
    assert set(small.codings()["status"]) == {"suggested"}


def edit_sheet(path, change):
    """Apply ``change(row)`` to each row of a review sheet in CSV, as a person would in a spreadsheet."""
    import csv

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        change(row)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_decisions_come_back_from_a_review_sheet(small, tmp_path):
    sheet = small.export_review(tmp_path / "revue.csv")
    edit_sheet(sheet, lambda row: row.update(decision="accepté" if "means" in row["code"] else "rejeté"))
    n = len(small.codings())
    assert small.import_review(sheet, coder="AK") == n
    statuses = small.codings().groupby(small.codings()["code"].str.contains("means"))["status"].unique()
    assert list(statuses[True]) == ["accepted"]


BAD_ROWS = {
    "an unknown source": ({"source_id": "S-0000000000"}, "source inconnue"),
    "a text that has changed since": ({"text_sha256": "0" * 64}, "n'est plus celui"),
    "another coder's decision": ({"coder": "BT"}, "BT"),
    "an unknown code": ({"new_code": "form.moon"}, "form.moon"),
    "a code nobody suggested there": ({"code": "form.organ.removal"}, "pas de suggestion"),
    "added words that are not the text's": ({"decision": "ajouté", "quote": "autre chose"}, "citation"),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_one_bad_row_and_nothing_of_a_review_sheet_is_taken(small, tmp_path, case):
    changes, names = BAD_ROWS[case]
    sheet = small.export_review(tmp_path / "revue.csv")
    first = []

    def change(row):
        row["decision"] = "accepted"
        if not first:
            first.append(row)
            row.update(changes)

    edit_sheet(sheet, change)
    with pytest.raises(RegisterError, match=names):
        small.import_review(sheet, coder="AK")
    assert set(small.codings()["status"]) == {"suggested"}


def test_a_sheet_may_come_in_as_often_as_its_coder_likes(small, tmp_path):
    sheet = small.export_review(tmp_path / "revue.csv")
    edit_sheet(sheet, lambda row: row.update(decision="accepted", new_code="form.domestic.servitude"))
    first = small.import_review(sheet, coder="AK")
    before = small.codings()
    assert set(before["code"]) == {"form.domestic.servitude"}
    assert (first, small.import_review(sheet, coder="AK")) == (len(before), 0)
    assert small.codings().equals(before)


def test_a_quote_that_slipped_to_another_row_is_noticed(small, tmp_path):
    sheet = small.export_review(tmp_path / "revue.csv")
    edit_sheet(sheet, lambda row: row.update(decision="accepted", quote="autre chose"))
    with pytest.raises(RegisterError, match="citation"):
        small.import_review(sheet, coder="AK")


def added_row(study, words):
    """A decisions file with one passage that a person adds."""
    source = study.source(study.sources()["source_id"].iloc[0])
    start = source.text.index(words)
    columns = "source_id,text_sha256,start,end,quote,code,polarity,evidence,decision,new_code,reason,coder,at"
    cells = [
        source.source_id,
        source.text_sha256,
        start,
        start + len(words),
        f'"{words}"',
        "form.domestic.servitude",
    ]
    return columns + "\n" + ",".join(map(str, cells)) + ",affirmed,direct,added,,,AK,\n"


def test_a_person_adds_a_passage_the_machine_did_not_see(small, tmp_path):
    (tmp_path / "r.csv").write_text(added_row(small, "dans la maison"), encoding="utf-8")
    assert small.import_review(tmp_path / "r.csv", coder="AK") == 1
    row = small.codings().query("coder == 'AK'").iloc[0]
    assert (row["code"], row["status"], row["decided_by"]) == ("form.domestic.servitude", "accepted", "AK")


@pytest.mark.parametrize(
    ("words", "names"), [("leur prend leurs papiers", "enquêteur"), ("Région : Gao", "tour de parole")]
)
def test_the_interviewers_words_and_the_header_cannot_be_coded_by_hand(small, tmp_path, words, names):
    (tmp_path / "r.csv").write_text(added_row(small, words), encoding="utf-8")
    with pytest.raises(RegisterError, match=names):
        small.import_review(tmp_path / "r.csv", coder="AK")


@pytest.mark.parametrize("by", ["header", "speakers", "name"])
def test_a_text_finds_its_session_by_header_register_or_file_name(tmp_path, by):
    header = "Code de l'entretien : ENT-900\n" if by == "header" else ""
    name = "ENT-900.txt" if by == "name" else "voix_007.txt"
    (tmp_path / name).write_text(header + TEXT.split("\n", 1)[1], encoding="utf-8")
    (tmp_path / "i.csv").write_text(
        "informant_id,category,organisation,sex,age_band,region,mode,session_id,date,language,consent,"
        "public_source,definition_level\n"
        "KI-1,lawyer,,F,35-44,Gao,interview,ENT-900,2021-01-12,fr,yes,no,partial\n"
    )
    (tmp_path / "s.csv").write_text(
        f"file,session_id,informant_ids,speaker_labels\n{name if by == 'speakers' else ''},ENT-900,KI-1,\n"
    )
    with kt.new_study(tmp_path / "etude") as study:
        study.add_informants(tmp_path / "i.csv")
        study.add_speakers(tmp_path / "s.csv")
        study.add(tmp_path / name)
        study.suggest()
        assert set(study.sources()["session_id"]) == {"ENT-900"}
        assert set(study.codings()["informant_id"]) == {"KI-1"}
        assert study.problems() == []
