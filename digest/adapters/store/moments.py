"""Times as the databases keep them: UTC without a zone, to the microsecond."""

from datetime import UTC, datetime


def naive_utc(value: object) -> object:
    """Return an aware time as naive UTC; a naive one is a mistake of ours and refused."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone reached the store: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def aware(value: object) -> object:
    """Return a naive UTC time from the database as aware UTC."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
