using System.CommandLine;

namespace Paracle.Tool;

/// <summary>The whole command line.</summary>
internal static class ParacleCommand
{
    /// <param name="environment">Reads a variable of the environment.</param>
    public static RootCommand Create(Func<string, string?> environment)
    {
        var store = new StoreOptions(environment);
        var root = new RootCommand("Looks after the PostgreSQL store of Paracle.") { MigrateCommand.Create(store), PartitionsCommand.Create(store) };
        store.AddTo(root);
        return root;
    }
}
