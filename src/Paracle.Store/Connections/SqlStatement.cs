using Npgsql;

namespace Paracle.Store;

/// <summary>SQL with its values. For one use: a parameter of Npgsql belongs to the command it was first given to.</summary>
internal readonly record struct SqlStatement(SqlText Text, params NpgsqlParameter[] Values);
