"""The package behind the report: tables in, figures, tables and sentences out."""
