"""Property management (物业): owners' committees, property companies, who serves which site and charges a fee."""
