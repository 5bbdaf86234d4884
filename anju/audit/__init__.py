"""What happened: statement-level history of every ledger table, and one chained event for every act."""
