"""Money is whole fen (分); yuan only where people read it."""

from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal(100)


def fen_of_yuan(yuan: Decimal) -> int:
    """Fen of an amount in yuan, rounded half up to the fen."""
    return int((yuan * FEN).quantize(Decimal(1), ROUND_HALF_UP))


def yuan_of_fen(fen: int) -> Decimal:
    """Yuan with two decimals of an amount in fen."""
    return (Decimal(fen) / FEN).quantize(Decimal("0.01"))
