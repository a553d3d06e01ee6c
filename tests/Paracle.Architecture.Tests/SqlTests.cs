using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Paracle.Architecture.Tests;

/// <summary>Nothing from outside is ever part of a statement: SQL is text that the compiler has seen, and values are parameters.</summary>
public sealed partial class SqlTests
{
    // The only places that hand text to a driver: one for each store, and the statements that a pipeline keeps.
    private static readonly string[] Sessions =
    [
        "src/Paracle.Store.Sqlite/Connections/SqliteSession.cs",
        "src/Paracle.Store/Connections/KeptStatement.cs",
        "src/Paracle.Store/Connections/PostgresSession.cs",
    ];

    // PRAGMA takes no parameters; its holes are a choice of two literals and a constant.
    private static readonly string[] Settings = ["src/Paracle.Store.Sqlite/Connections/SqliteFile.cs"];

    // Scripts for an administrator to read and run elsewhere; their holes are identifiers and facts of the package. The list may only shrink.
    private static readonly string[] Scripts = ["src/Paracle.Store/Migrations/MigrationScriptSql.cs", "src/Paracle.Store/Partitions/PgCronScriptSql.cs"];

    [Fact]
    public void Commands_AreMadeInOnePlaceOfEachStore()
    {
        var makers =
            from file in Repository.Sources("src")
            from node in Parse(file).DescendantNodes()
            where node is IdentifierNameSyntax { Identifier.Text: "CommandText" or "CreateCommand" or "CreateBatchCommand" or "NpgsqlBatchCommand" or "NpgsqlCommand" }
            where !IsType(node)
            select file;

        makers.Distinct(StringComparer.Ordinal).ShouldBe(Sessions, ignoreOrder: true);
    }

    [Fact]
    public void SqlText_TakesNoTextOfTheRunningProgram()
    {
        var handler = Repository.Assemblies.Single(assembly => assembly.GetName().Name == "Paracle.Store").GetType("Paracle.Store.SqlText+Handler", throwOnError: true)!;
        var holes = handler.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(method => method.Name == "AppendFormatted").ToList();

        holes.ShouldNotBeEmpty();
        holes.ShouldAllBe(hole => !hole.IsGenericMethod);
        holes.Select(hole => hole.GetParameters()[0].ParameterType).ShouldAllBe(type => type.Namespace == "Paracle.Store", "text, numbers and objects are values: give them as parameters");

        // What the compiler calls for literals, anybody could call with a variable.
        Calls("src/Paracle.Store", "AppendLiteral").ShouldBeEmpty();
        Calls("src/Paracle.Store", "AppendFormatted").ShouldBeEmpty();
    }

    [Fact]
    public void PostgresSql_IsInterpolatedIntoSqlTextOnly()
    {
        var loose =
            from file in Repository.Sources("src/Paracle.Store").Except(Scripts, StringComparer.Ordinal)
            from text in Parse(file).DescendantNodes().OfType<ExpressionSyntax>()
            where IsSql(text) && !IsMadeSqlText(text)
            select $"{file}: {text}";

        loose.ShouldBeEmpty();
    }

    [Fact]
    public void SqliteSql_IsConstant()
    {
        var loose =
            from file in Repository.Sources("src/Paracle.Store.Sqlite").Except(Settings, StringComparer.Ordinal)
            from text in Parse(file).DescendantNodes().OfType<ExpressionSyntax>()
            where IsSql(text) && !IsConstant(text)
            select $"{file}: {text}";

        loose.ShouldBeEmpty();
    }

    [Fact]
    public void Sql_IsNeverConcatenated()
    {
        var concatenated =
            from store in new[] { "src/Paracle.Store", "src/Paracle.Store.Sqlite" }
            from file in Repository.Sources(store).Except(Scripts, StringComparer.Ordinal)
            from sum in Parse(file).DescendantNodes().OfType<BinaryExpressionSyntax>()
            where sum.IsKind(SyntaxKind.AddExpression) && sum.DescendantNodes().OfType<ExpressionSyntax>().Any(IsSql)
            select $"{file}: {sum}";

        concatenated.ShouldBeEmpty();
    }

    // A type in a declaration or a parameter is no command being made.
    private static bool IsType(SyntaxNode name) => name.Parent is not (ObjectCreationExpressionSyntax or MemberAccessExpressionSyntax or AssignmentExpressionSyntax);

    private static bool IsSql(ExpressionSyntax text) => text switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression) && Statement().IsMatch(literal.Token.ValueText),
        InterpolatedStringExpressionSyntax interpolated => interpolated.Contents.FirstOrDefault() is InterpolatedStringTextSyntax first && Statement().IsMatch(first.TextToken.ValueText),
        _ => false,
    };

    // As the argument of new SqlText($"...") or new($"..."), whose handler checks the holes; a literal that is no argument of it is SQL that somebody will run.
    private static bool IsMadeSqlText(ExpressionSyntax text) =>
        text is InterpolatedStringExpressionSyntax && text.Parent is ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax made }
        && made is ImplicitObjectCreationExpressionSyntax or ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.Text: "SqlText" } };

    private static bool IsConstant(ExpressionSyntax text) =>
        text.Ancestors().OfType<FieldDeclarationSyntax>().FirstOrDefault()?.Modifiers.Any(SyntaxKind.ConstKeyword) == true;

    private static IEnumerable<string> Calls(string folder, string method) =>
        from file in Repository.Sources(folder)
        from call in Parse(file).DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().LastOrDefault()?.Identifier.Text == method
        select file;

    private static SyntaxNode Parse(string file) => CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Repository.Root, file))).GetRoot();

    [GeneratedRegex(@"^\s*(SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|VALUES|CREATE|ALTER|DROP|TRUNCATE|GRANT|REVOKE|LOCK|COPY|ANALYZE|VACUUM|REINDEX|LISTEN|NOTIFY|SET|RESET|BEGIN|COMMIT|ROLLBACK|CALL|DO|PRAGMA)\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Statement();
}
