using System.Net;
using Paracle.Providers.Http.Internal;

namespace Paracle.Providers.Tests.Http;

public sealed class AddressRangesTests
{
    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("64:ff9b::101:101")]
    public void Address_OnTheInternet_IsPublic(string address) => Of(address).ShouldBe("Public");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void Address_OfThisMachine_IsLoopback(string address) => Of(address).ShouldBe("Loopback");

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:10.0.0.7")]
    public void Address_OfANetworkOfOnesOwn_IsPrivate(string address) => Of(address).ShouldBe("Private");

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("::")]
    [InlineData("::127.0.0.1")]
    [InlineData("::10.0.0.7")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b::a00:7")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fe80::1%3")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Address_WhereNoProviderIs_IsSpecial(string address) => Of(address).ShouldBe("Special");

    private static string Of(string address) => AddressRanges.Of(IPAddress.Parse(address)).ToString();
}
