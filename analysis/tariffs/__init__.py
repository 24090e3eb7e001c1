"""The tariff engine: the law as tables, and the duty on any product, on any day, by authority."""
