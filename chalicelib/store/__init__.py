"""DynamoDB, KMS and mail behind nouns; modules return writes, `table.commit` does them as one."""
