namespace Paracle;

/// <summary>A migration of the PostgreSQL store.</summary>
/// <param name="Id">Its number; migrations are applied in the order of their numbers.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsOnline">Whether it runs outside of a transaction, while the store is written.</param>
/// <param name="IsApplied">Whether the schema has it.</param>
public sealed record PostgresMigrationStatus(int Id, string Name, bool IsOnline, bool IsApplied);
