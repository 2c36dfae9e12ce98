"""What all tables share: their names' form, and moments."""

from sqlalchemy import (
    DateTime,
    MetaData,
    TypeDecorator,
)

from digest.adapters.store.moments import aware, naive_utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


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
