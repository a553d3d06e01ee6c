namespace Paracle.Store.Sqlite;

/// <summary>What a row of specs holds. The numbers are stored: they never change.</summary>
internal enum SpecKind
{
    Agent = 0,
    Workflow = 1,
}
