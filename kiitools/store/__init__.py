"""The study file: append-only rows and views, saved so that "saved" survives a power cut.

Verbs live in the module of their family: `database` (create, open), `sources`, `registers`, `codebooks`,
`codings`, `places`, `journal`, `checks`, `backup`.
"""
