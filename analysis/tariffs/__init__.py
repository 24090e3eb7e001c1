"""The tariff engine: the law as tables, and the duty on any product, on any day, by authority."""

from analysis.tariffs.default_rate import default_rate_steps
from analysis.tariffs.duties import effective_rates, rates

__all__ = ["default_rate_steps", "effective_rates", "rates"]
