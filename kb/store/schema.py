"""The tables of a generation. SQLite is the record; the vector index can be rebuilt from it.

A passage's `row` is its place in the vector index, and the rowid of its keyword entry.
"""

FORMAT = 3  # raised when the tables or files change; an older store is made anew by ingestion

DATABASE = "knowledge.sqlite"
VECTORS = "vectors.faiss"
MANIFEST = "manifest.json"

TABLES = """
CREATE TABLE instrument (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, short TEXT NOT NULL, kind TEXT NOT NULL,
    jurisdiction TEXT NOT NULL, publisher TEXT NOT NULL, aliases TEXT NOT NULL
) STRICT;
CREATE TABLE version (
    id TEXT PRIMARY KEY, instrument TEXT NOT NULL REFERENCES instrument,
    from_date TEXT, until_date TEXT, url TEXT NOT NULL, base TEXT, gaps TEXT NOT NULL,
    origin TEXT NOT NULL, fingerprint TEXT NOT NULL, ingested_at TEXT NOT NULL
) STRICT;
CREATE TABLE provision (
    version TEXT NOT NULL REFERENCES version, id TEXT NOT NULL, ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL, pinpoint TEXT NOT NULL, heading TEXT NOT NULL, path TEXT NOT NULL,
    text TEXT NOT NULL, text_kind TEXT NOT NULL, binding INTEGER NOT NULL, parent TEXT,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    PRIMARY KEY (version, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE amendment (
    version TEXT NOT NULL REFERENCES version, digest TEXT NOT NULL, amends TEXT NOT NULL,
    PRIMARY KEY (version, digest, amends)
) STRICT, WITHOUT ROWID;
CREATE TABLE passage (
    row INTEGER PRIMARY KEY, version TEXT NOT NULL REFERENCES version, provision TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, path TEXT NOT NULL, lead_in TEXT NOT NULL,
    said TEXT NOT NULL, asked TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE TABLE reference (
    version TEXT NOT NULL REFERENCES version, source TEXT NOT NULL, target TEXT NOT NULL,
    kind TEXT NOT NULL, PRIMARY KEY (version, source, target, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX passage_version ON passage (version);
CREATE VIRTUAL TABLE passage_words USING fts5 (
    context, body, content = '', tokenize = 'porter unicode61'
);
"""
