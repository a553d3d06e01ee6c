using System.Text.Json;
using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Tenancy;

public sealed class TenantIdTests
{
    [Fact]
    public void Default_OfTheType_NamesNoTenant()
    {
        Should.Throw<InvalidInputException>(() => default(TenantId).Value).Input.ShouldBe("tenant");
        default(TenantId).ToString().ShouldBe("");
        Should.Throw<InvalidInputException>(() => new Caller(default, "someone"));
    }

    [Fact]
    public void New_BadNames_Refused()
    {
        foreach (var name in Texts.BadNames)
        {
            Should.Throw<InvalidInputException>(() => new TenantId(name!), Texts.Show(name)).Input.ShouldBe("tenant");
        }
    }

    [Fact]
    public void Equals_NamesOfAnotherCase_AreOthers()
    {
        new TenantId("acme").ShouldBe(new TenantId("acme"));
        new TenantId("acme").ShouldNotBe(new TenantId("Acme"));
        new TenantId("default").ShouldBe(TenantId.Default);
        default(TenantId).ShouldNotBe(TenantId.Default);
    }

    [Fact]
    public void Json_AsMember_IsTheNameAndComesBack()
    {
        JsonSerializer.Serialize(new TenantId("acme")).ShouldBe("\"acme\"");
        JsonSerializer.Deserialize<TenantId>("\"acme\"").ShouldBe(new TenantId("acme"));
        Should.Throw<InvalidInputException>(() => JsonSerializer.Deserialize<TenantId>("\"a b\""));
        Should.Throw<InvalidInputException>(() => JsonSerializer.Deserialize<TenantId>("null"));
        Should.Throw<InvalidInputException>(() => JsonSerializer.Serialize(default(TenantId)));
    }

    [Fact]
    public void Caller_BadSubjects_Refused()
    {
        foreach (var subject in Texts.BadKeys)
        {
            Should.Throw<InvalidInputException>(() => new Caller(TenantId.Default, subject!), Texts.Show(subject));
        }

        (Caller.Local.Tenant, Caller.Local.Subject).ShouldBe((TenantId.Default, "local"));
    }
}
