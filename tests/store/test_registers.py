"""Registers come in whole, the latest import is current, and what left stays in the history."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import select

from kiitools.errors import InputError, RegisterError, TableError
from kiitools.model.cases import Attendance
from kiitools.store import schema
from kiitools.store.journal import history
from kiitools.store.registers import load_attendance, load_register, save_attendance, save_register
from kiitools.tables import ACTORS, ATTENDANCE, INFORMANTS


def informants(*ids: str, **more: object) -> pd.DataFrame:
    rows = [
        {**dict.fromkeys(INFORMANTS.columns, ""), "informant_id": one, "category": "lawyer", **more}
        for one in ids
    ]
    return pd.DataFrame(rows, columns=[*INFORMANTS.columns, *more])


def actors(**columns: object) -> pd.DataFrame:
    frame = pd.DataFrame({name: ["", ""] for name in ACTORS.columns}).astype(object)
    frame["name"] = ["Brigade des mineurs", "Pôle judiciaire"]
    for name, values in columns.items():
        frame[name] = values
    return frame


@pytest.mark.parametrize(
    "frame",
    [
        actors(influence=pd.array([4, None], dtype="Int64"), interest=[1.5, np.nan], public=[True, False]),
        actors(notes=["ligne 1\nligne 2", None], seen=pd.to_datetime(["2020-11-17", "2021-02-28"])),
        actors(regions=["Gao; Kayes", ""], grade=pd.Categorical(["A", "B"])),
    ],
)
def test_a_register_comes_back_cell_by_cell_with_its_types_and_its_own_columns(db, frame):
    save_register(db, "actors", frame, actor="AK")
    assert_frame_equal(load_register(db, "actors"), frame, check_categorical=False)


def test_the_latest_import_is_current_and_removed_rows_stay_in_the_history(db):
    save_register(db, "informants", informants("KI-1", "KI-2", "KI-3"), actor="AK")
    second = informants("KI-3", "KI-4")
    second.loc[0, "category"] = "justice"
    change = save_register(db, "informants", second, actor="AK")
    assert change == {"rows": 2, "added": 1, "changed": 1, "removed": 2, "same": 0}
    assert list(load_register(db, "informants")["informant_id"]) == ["KI-3", "KI-4"]
    with db.reading() as connection:
        kept = [
            json.loads(row[0])["informant_id"]
            for row in connection.execute(select(schema.register_rows.c.data))
        ]
    assert sorted(kept) == ["KI-1", "KI-2", "KI-3", "KI-3", "KI-4"]


def test_the_same_register_again_is_not_saved_again_but_another_order_is(db):
    save_register(db, "informants", informants("KI-1", "KI-2"), actor="AK")
    before = len(history(db))
    assert save_register(db, "informants", informants("KI-1", "KI-2"), actor="AK")["same"] == 2
    assert len(history(db)) == before
    save_register(db, "informants", informants("KI-2", "KI-1"), actor="AK")
    assert list(load_register(db, "informants")["informant_id"]) == ["KI-2", "KI-1"]


def test_a_register_can_be_emptied(db):
    save_register(db, "informants", informants("KI-1"), actor="AK")
    save_register(db, "informants", informants(), actor="AK")
    assert len(load_register(db, "informants")) == 0


def test_a_register_never_saved_is_empty_with_its_columns(db):
    assert list(load_register(db, "projects").columns)[:2] == ["title", "lead_actor"]


def test_empty_and_repeated_ids_are_all_named_and_nothing_is_saved(db):
    with pytest.raises(RegisterError) as caught:
        save_register(db, "informants", informants("KI-1", "", "KI-1", "KI-2", "KI-2"), actor="AK")
    assert [one.where for one in caught.value.faults] == ["informants 2", "informants 3", "informants 5"]
    assert len(load_register(db, "informants")) == 0


def test_missing_columns_and_unknown_registers_are_refused(db):
    with pytest.raises(TableError, match="category"):
        save_register(db, "informants", pd.DataFrame({"informant_id": ["KI-1"]}), actor="AK")
    with pytest.raises(InputError, match="actors"):
        load_register(db, "donors")


def test_results_need_no_id(db):
    columns = ["level", "indicator", "source", "baseline", "target", "progress", "assumptions"]
    frame = pd.DataFrame([["output", "x", "", 0, 10, 5, ""]] * 2, columns=columns)
    save_register(db, "results", frame, actor="AK")
    assert_frame_equal(load_register(db, "results"), frame)


def test_attendance_is_replaced_as_a_whole_and_kept_from_records_or_tables(db):
    save_attendance(db, [Attendance("FGD-1", "KI-1", "P1"), Attendance("FGD-1", "KI-2", "P2")], actor="AK")
    frame = pd.DataFrame([("FGD-1", "KI-9", "P1")], columns=list(ATTENDANCE.columns))
    assert save_attendance(db, frame, actor="AK") == 1
    before = len(history(db))
    assert load_attendance(db).to_dict("records") == frame.to_dict("records")
    save_attendance(db, frame, actor="AK")
    assert len(history(db)) == before
    with pytest.raises(RegisterError, match="attendance 1"):
        save_attendance(db, [Attendance("FGD-1", "", "P1")], actor="AK")
