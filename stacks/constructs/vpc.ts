import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group/index.js';
import { Eip } from '@cdktf/provider-aws/lib/eip/index.js';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway/index.js';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway/index.js';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import { Vpc as AwsVpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';

export interface VpcProps {
  readonly name: string;
  readonly cidr: string;
  /** At least one; the gateway to the internet is in the first. */
  readonly zones: readonly string[];
}

const EVERYWHERE = '0.0.0.0/0';
/** Each subnet has a sixteenth of the VPC's addresses. */
const SUBNET_BITS = 4;

/** A VPC with one private subnet per zone, which reaches the internet through one address and is not reached from there. */
export class Vpc extends Construct {
  readonly id: string;
  readonly subnetIds: readonly string[];
  readonly privateRoutesId: string;

  constructor(scope: Construct, id: string, { name, cidr, zones }: VpcProps) {
    super(scope, id);
    const tags = { Name: name };
    const vpc = new AwsVpc(this, 'vpc', { cidrBlock: cidr, enableDnsSupport: true, enableDnsHostnames: true, tags });
    // What is put into no group of ours gets nowhere.
    new DefaultSecurityGroup(this, 'default-group', { vpcId: vpc.id });
    const routes = new RouteTable(this, 'private-routes', {
      vpcId: vpc.id,
      route: [{ cidrBlock: EVERYWHERE, natGatewayId: this.#addNat(vpc.id, cidr, zones[0]) }],
    });
    this.subnetIds = zones.map((zone, index) => {
      const cidrBlock = Fn.cidrsubnet(cidr, SUBNET_BITS, index + 1);
      const subnet = new Subnet(this, `private-${zone}`, { vpcId: vpc.id, availabilityZone: zone, cidrBlock, tags });
      new RouteTableAssociation(this, `private-${zone}-routes`, { subnetId: subnet.id, routeTableId: routes.id });
      return subnet.id;
    });
    this.id = vpc.id;
    this.privateRoutesId = routes.id;
  }

  #addNat(vpcId: string, cidr: string, availabilityZone: string | undefined): string {
    const internet = new InternetGateway(this, 'internet', { vpcId });
    const route = [{ cidrBlock: EVERYWHERE, gatewayId: internet.id }];
    const routes = new RouteTable(this, 'public-routes', { vpcId, route });
    const cidrBlock = Fn.cidrsubnet(cidr, SUBNET_BITS, 0);
    const subnet = new Subnet(this, 'public', { vpcId, ...(availabilityZone ? { availabilityZone } : {}), cidrBlock });
    new RouteTableAssociation(this, 'public-routes-use', { subnetId: subnet.id, routeTableId: routes.id });
    const address = new Eip(this, 'address', { domain: 'vpc' });
    return new NatGateway(this, 'nat', { subnetId: subnet.id, allocationId: address.id, dependsOn: [internet] }).id;
  }
}
