using Microsoft.Extensions.Time.Testing;

namespace Paracle.Abstractions.Tests.Hosting;

public sealed class HostIdentityTests
{
    [Fact]
    public void Renew_AnyTime_TakesAnotherName()
    {
        var identity = new HostIdentity(new FakeTimeProvider());
        var names = new List<string> { identity.Name, identity.Name };
        names[0].ShouldBe(names[1]);
        identity.Renew();
        names.Add(identity.Name);
        identity.Renew();
        names.Add(identity.Name);
        names.Skip(1).ShouldBeUnique();
        names.ShouldAllBe(name => name.StartsWith(names[0]));
    }
}
