"""Words that everybody shares, without Django: Month, Money, IdNumber, Finding, Refused, digests."""
