"""All that only PostgreSQL understands, for a team that shares one study on a server."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, event, text

_LOCK = 0x4B494954  # one writer at a time: each write waits for this advisory lock
_EXPLAINED = {
    "53100": "store.disk-full",
    "25006": "store.read-only-place",
    "40001": "store.busy",
    "40P01": "store.busy",
    "55P03": "store.busy",
    "42501": "store.not-allowed",
    "KT001": "store.append-only",
    "XX001": "store.corrupt",
    "XX002": "store.corrupt",
}


def engine(url: str) -> Engine:
    """An engine on a server; lost connections are noticed before use."""
    made = create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=2)
    event.listen(made, "begin", _begin)
    return made


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK}, hashtext(current_schema()))")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def prepare(connection: Connection) -> None:
    """The function that the append-only triggers call."""
    connection.execute(
        text(
            "CREATE OR REPLACE FUNCTION kiitools_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION USING ERRCODE = 'KT001', MESSAGE = 'append-only: ' || TG_TABLE_NAME; END $$"
        )
    )


def append_only(table: str) -> list[str]:
    """Statements that let rows of ``table`` be added, never changed or taken away."""
    return [
        f'CREATE TRIGGER "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION kiitools_append_only()"
        for verb in ("UPDATE", "DELETE", "TRUNCATE")
    ]


def objects(connection: Connection) -> dict[str, tuple[str, str]]:
    """Name → (``table``, ``view`` or ``trigger``; statements are not compared on a server)."""
    kinds = {"r": "table", "v": "view"}
    classes = connection.exec_driver_sql(
        "SELECT relname, relkind FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
        "AND relkind IN ('r', 'v')"
    )
    triggers = connection.exec_driver_sql(
        "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND t.tgenabled <> 'D'"
    )
    found = {name: (kinds[kind if isinstance(kind, str) else kind.decode()], "") for name, kind in classes}
    return found | {row[0]: ("trigger", "") for row in triggers}


def stamp(_connection: Connection, _version: int) -> None:
    """Nothing to write: the list of migrations in the database is its format."""


def integrity(_connection: Connection, *, quick: bool = False) -> list[str]:  # noqa: ARG001
    """The server looks after its own files."""
    return []


def dangling(_connection: Connection) -> list[tuple[str, str]]:
    """The server never lets a row refer to nothing."""
    return []


def tolerate(_connection: Connection) -> None:
    """Texts on a server are always readable."""


def expected_trigger(statement: str) -> tuple[str, str]:
    """The name of a trigger, as `objects` gives it."""
    return statement.split('"')[1], ""


def explain(err: BaseException | None) -> tuple[str, str]:
    """Message key and detail for one of PostgreSQL's faults, without its own message: that quotes rows."""
    state = getattr(err, "sqlstate", None) or ""
    if state in _EXPLAINED:
        return _EXPLAINED[state], state
    if state.startswith("23"):
        rule = getattr(getattr(err, "diag", None), "constraint_name", None)
        return "store.rule", rule or state
    if state.startswith(("08", "57", "28", "3D")) or (not state and type(err).__name__ == "OperationalError"):
        return "store.no-connection", state or "connection"
    if type(err).__name__ == "DataError":
        return "store.not-unicode", ""
    return "store.failed", state or type(err).__name__
