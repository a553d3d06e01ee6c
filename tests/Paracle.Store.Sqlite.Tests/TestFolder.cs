using Microsoft.Data.Sqlite;

namespace Paracle.Store.Sqlite.Tests;

/// <summary>A folder of its own for each test, gone after it.</summary>
public sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paracle-sqlite-");

    public string Path => _folder.FullName;

    public string File => System.IO.Path.Combine(Path, "paracle.db");

    /// <summary>Runs SQL on the file as a foreign program would.</summary>
    public object? Run(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
