"""Turns an engineering ticket into the customer's moment and a framing for each stakeholder."""

__version__ = "0.1.0"
