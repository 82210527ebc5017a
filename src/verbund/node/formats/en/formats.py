"""27 Nov 2026, 13:00: no reader takes the month for the day."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
