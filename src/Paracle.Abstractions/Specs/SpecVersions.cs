namespace Paracle;

/// <summary>The version guard of <see cref="ISpecStore{TSpec}"/>, the same in every store.</summary>
public static class SpecVersions
{
    /// <summary>Checks an expected version; every store calls it before any I/O.</summary>
    /// <param name="expectedVersion">Null, 0 for nothing stored, or a version.</param>
    /// <exception cref="InvalidInputException">It is negative.</exception>
    public static void Validate(long? expectedVersion) =>
        InputRules.RequireRange(expectedVersion ?? 0, 0, long.MaxValue, "expected version");

    /// <summary>Checks that what is stored is what the caller has read. Stores call it inside the transaction of the change.</summary>
    /// <param name="kind">What the spec is, for example <c>agent</c>.</param>
    /// <param name="name">The spec's name.</param>
    /// <param name="expectedVersion">What the caller expects, or null for anything.</param>
    /// <param name="storedVersion">What is stored; 0 for nothing.</param>
    /// <exception cref="ConflictException">They differ.</exception>
    public static void Require(string kind, string name, long? expectedVersion, long storedVersion)
    {
        if (expectedVersion is { } expected && expected != storedVersion)
        {
            throw new ConflictException(
                $"The {kind} '{name}' is stored as version {storedVersion} (0: not at all), and version {expected} was expected. Read it again and decide anew.");
        }
    }
}
