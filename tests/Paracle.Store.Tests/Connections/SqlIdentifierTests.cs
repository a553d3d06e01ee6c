using CsCheck;

namespace Paracle.Store.Tests;

public sealed class SqlIdentifierTests(TestSchema schema) : IClassFixture<TestSchema>
{
    [Theory]
    [InlineData("paracle")]
    [InlineData("_")]
    [InlineData("select")]
    [InlineData("a_1")]
    public void New_InTheAllowList_IsQuoted(string name) => new SqlIdentifier(name).ToString().ShouldBe($"\"{name}\"");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("A")]
    [InlineData("a-b")]
    [InlineData("a b")]
    [InlineData("a\"b")]
    [InlineData("a;b")]
    [InlineData("a\0b")]
    [InlineData("é")]
    [InlineData("pg_paracle")]
    [InlineData("a\n")]
    public void New_OutsideTheAllowList_Refused(string? name) => Should.Throw<InvalidInputException>(() => new SqlIdentifier(name!));

    [Fact]
    public void New_AtTheServersBound_AcceptedAndOneMoreRefused()
    {
        new SqlIdentifier(new string('a', 63)).Name.Length.ShouldBe(63);
        Should.Throw<InvalidInputException>(() => new SqlIdentifier(new string('a', 64)));
    }

    [Fact]
    public void New_AnyText_RefusedOrNeedsNoEscape() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["ab_1\";'-. "], 0, 80]).Sample(
        name =>
        {
            if (SqlIdentifier.IsValid(name))
            {
                new SqlIdentifier(name).ToString().ShouldBe($"\"{name}\"");
                name.ShouldAllBe(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');
            }
            else
            {
                Should.Throw<InvalidInputException>(() => new SqlIdentifier(name));
            }
        },
        iter: 20_000);

    [Fact]
    public async Task Start_SchemaIsAReservedWordOfFullLength_Works()
    {
        var name = ("select_from_" + schema.Name + new string('x', 63))[..63];
        try
        {
            await using var store = await TestStore.StartAsync(schema, configure: options => options.Schema = name);
            (await store.Executions.WriteAsync(Samples.Execution(), TestContext.Current.CancellationToken)).ShouldBe(ExecutionWriteOutcome.Applied);
        }
        finally
        {
            await Sql.ExecuteAsync($"DROP SCHEMA IF EXISTS {name} CASCADE");
        }
    }
}
