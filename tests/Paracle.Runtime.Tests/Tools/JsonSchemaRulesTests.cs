using System.Text.Json;
using Paracle.Runtime.Internal.Tools;

namespace Paracle.Runtime.Tests.Tools;

public sealed class JsonSchemaRulesTests
{
    [Theory]
    [InlineData("true", "1")]
    [InlineData("{}", "[1]")]
    [InlineData("""{"type":"number"}""", "1.5")]
    [InlineData("""{"type":"integer"}""", "1.0")]
    [InlineData("""{"type":"integer"}""", "1e3")]
    [InlineData("""{"type":["string","null"]}""", "null")]
    [InlineData("""{"type":"unheard-of"}""", "1")]
    [InlineData("""{"enum":["a",1,null]}""", "1.0")]
    [InlineData("""{"const":{"a":[1]}}""", """{"a":[1]}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"b":1}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}},"additionalProperties":false}""", """{"a":"x"}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"object","required":["a"]}]}""", """{"a":1}""")]
    [InlineData("""{"minimum":1,"maximum":2}""", "2")]
    [InlineData("""{"minLength":1,"maxLength":1}""", "\"\uD83D\uDE00\"")]
    [InlineData("""{"minItems":1,"maxItems":1}""", "[1]")]
    [InlineData("""{"properties":{"next":{"$ref":"#"},"n":{"type":"integer"}}}""", """{"n":1,"next":{"n":2,"next":{"n":3}}}""")]
    [InlineData("""{"$defs":{"a/b":{"type":"string"}},"properties":{"x":{"$ref":"#/$defs/a~1b"}}}""", """{"x":"s"}""")]
    [InlineData("""{"properties":{"x":{"$ref":"#/nowhere"}}}""", """{"x":1}""")]
    [InlineData("""{"pattern":"^a$","format":"uri","not":{}}""", "\"b\"")]
    public void FindFault_ValueFits_IsNull(string schema, string value) => Check(schema, value).ShouldBeNull();

    [Theory]
    [InlineData("false", "1", "$ is not allowed.")]
    [InlineData("""{"type":"object"}""", "[]", "$ must be of type object.")]
    [InlineData("""{"type":"integer"}""", "1.5", "$ must be of type integer.")]
    [InlineData("""{"type":"integer"}""", "\"1\"", "$ must be of type integer.")]
    [InlineData("""{"type":"boolean"}""", "0", "$ must be of type boolean.")]
    [InlineData("""{"type":["string","null"]}""", "1", "$ must be of type string or null.")]
    [InlineData("""{"enum":["a"]}""", "\"A\"", """$ must be one of ["a"].""")]
    [InlineData("""{"const":1}""", "2", "$ must be 1.")]
    [InlineData("""{"required":["a"]}""", """{"A":1}""", "$.a is required.")]
    [InlineData("""{"additionalProperties":false}""", """{"b":1}""", "$.b is not allowed.")]
    [InlineData("""{"additionalProperties":{"type":"string"}}""", """{"b":1}""", "$.b must be of type string.")]
    [InlineData("""{"properties":{"a":{"properties":{"b":{"type":"null"}}}}}""", """{"a":{"b":1}}""", "$.a.b must be of type null.")]
    [InlineData("""{"items":{"items":{"type":"string"}}}""", """[["a"],["b",1]]""", "$[1][1] must be of type string.")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "1", "$ fits none of its allowed forms.")]
    [InlineData("""{"minimum":1}""", "0", "The value of $ must be at least 1.")]
    [InlineData("""{"maximum":1.5}""", "1.6", "The value of $ must be at most 1.5.")]
    [InlineData("""{"minLength":1}""", "\"\"", "The length of $ must be at least 1.")]
    [InlineData("""{"maxItems":0}""", "[1]", "The number of items of $ must be at most 0.")]
    [InlineData("""{"properties":{"next":{"$ref":"#"},"n":{"type":"integer"}}}""", """{"next":{"next":{"n":"x"}}}""", "$.next.next.n must be of type integer.")]
    public void FindFault_ValueBreaksARule_SaysWhere(string schema, string value, string fault) => Check(schema, value).ShouldBe(fault);

    [Fact]
    public void FindFault_SchemaThatRefersToItself_Ends() =>
        Check("""{"$ref":"#"}""", "1").ShouldBe("$ is nested too deep to be checked.");

    [Fact]
    public void FindFault_BranchingSchemaThatRefersToItself_Ends() =>
        Check("""{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}""", "1").ShouldNotBeNull();

    private static string? Check(string schema, string value) =>
        JsonSchemaRules.FindFault(JsonElement.Parse(schema), JsonElement.Parse(value));
}
