"""HTTP's machinery: how a route is declared, how a request is admitted, and how an answer is rendered."""
