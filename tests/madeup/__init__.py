"""Made-up packs that together use every field of the schema, with cases worked out by hand."""
