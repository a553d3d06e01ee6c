using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Paracle.Runtime.Internal.Grants;

namespace Paracle.Runtime.Tests.Grants;

public sealed class GrantCacheTests
{
    [Fact]
    public void GrantCache_AnyOrderOfUse_StaysBoundedAndFresh() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 3000]).Array[1, 200].Sample(steps =>
        {
            var time = new FakeTimeProvider();
            var lifetime = TimeSpan.FromSeconds(5);
            var cache = new GrantCache(lifetime, 8, time);
            Dictionary<int, long> keptAt = [];
            foreach (var (subject, wait) in steps)
            {
                var key = new GrantKey(TenantId.Default, $"subject {subject}");
                if (cache.TryGet(key, out _))
                {
                    time.GetElapsedTime(keptAt[subject]).ShouldBeLessThan(lifetime);
                }

                cache.Keep(key, [], keptAt[subject] = time.GetTimestamp());
                cache.TryGet(key, out _).ShouldBeTrue();
                cache.Count.ShouldBeLessThanOrEqualTo(8);
                time.Advance(TimeSpan.FromMilliseconds(wait));
            }
        });

    [Fact]
    public void GrantCache_ReadThatBeganEarlier_DoesNotReplaceALaterOne()
    {
        var time = new FakeTimeProvider();
        var cache = new GrantCache(TimeSpan.FromSeconds(5), 8, time);
        var key = new GrantKey(TenantId.Default, "subject");
        var early = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(1));
        cache.Keep(key, [], time.GetTimestamp());

        cache.Keep(key, [new Grant(TenantId.Default, "subject", GrantAction.Run, GrantResource.Agent("a"))], early);

        cache.TryGet(key, out var grants).ShouldBeTrue();
        grants.ShouldBeEmpty();
    }
}
