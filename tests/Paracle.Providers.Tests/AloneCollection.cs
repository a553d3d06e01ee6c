namespace Paracle.Providers.Tests;

/// <summary>Tests that watch the whole process, and so run when no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class AloneCollection
{
    public const string Name = "alone";
}
