namespace Paracle.Benchmarks.Stores;

/// <summary>The way to PostgreSQL.</summary>
internal enum Route
{
    Direct,
    PgBouncer,
}
