"""The real package in an emulated account: API Gateway, Lambda, DynamoDB, KMS and IAM, known over HTTP only."""
