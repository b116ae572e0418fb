"""SQL compiled once for a run of the tests, not anew for every database that a test opens."""

from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine.base import Engine
from sqlalchemy.util import LRUCache


def compile_once() -> None:
    """Let all engines on SQLite share one cache of statements: they differ in nothing that SQL depends on.

    Raises:
        RuntimeError: an engine keeps its statements elsewhere; look where, or drop this.
    """
    if "_compiled_cache" not in Engine.__init__.__code__.co_names:
        raise RuntimeError("tests need an SQLAlchemy whose engines have _compiled_cache")
    shared: LRUCache = LRUCache(2000)

    def get(engine: Engine):
        return shared if isinstance(engine.dialect, SQLiteDialect) else engine.__dict__["own_cache"]

    def put(engine: Engine, cache) -> None:
        engine.__dict__["own_cache"] = cache

    Engine._compiled_cache = property(get, put)
    # A dialect is part of each statement's key.
    SQLiteDialect.__eq__ = lambda one, other: type(one) is type(other)
    SQLiteDialect.__hash__ = lambda one: hash(type(one))
