namespace Paracle.Store.Tests;

/// <summary>How a test's store reaches the server.</summary>
public enum Route
{
    Direct,
    PgBouncer,
}
