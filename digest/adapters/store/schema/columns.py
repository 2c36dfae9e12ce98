"""What all tables share: their names' form, and moments."""

from sqlalchemy import Connection, DateTime, MetaData, TypeDecorator, event

from digest.adapters.store.moments import aware, naive_utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


@event.listens_for(metadata, "before_create")
def _of_some_rows(_: MetaData, connection: Connection, **__: object) -> None:
    """Have indexes of some rows be such on PostgreSQL too: where tables name its dialect, it always loads."""
    if connection.dialect.name == "postgresql":
        for index in (index for table in metadata.tables.values() for index in table.indexes):
            index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]


class Moment(TypeDecorator[object]):
    """An aware time, kept as UTC without a zone, so that both databases order it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: object, dialect: object) -> object:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the value as the database keeps it."""
        return naive_utc(value)

    def process_result_value(self, value: object, dialect: object) -> object:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the value as the program knows it."""
        return aware(value)
