"""Indicators (指标): named sets of records as data, the engine, closes (结账), figures and what lies behind them."""
