// SPDX-License-Identifier: Apache-2.0
/* Ways to change the bytes of a file below its file system. */
#define _GNU_SOURCE
#include "probe.h"

#include <fcntl.h>
#include <linux/blkpg.h>
#include <linux/bsg.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <linux/loop.h>
#include <linux/nvme_ioctl.h>
#include <scsi/sg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define SECTOR 512

/* Where the file's first block lies on its disk. */
static uint64_t place(const char *path)
{
	struct {
		struct fiemap map;
		struct fiemap_extent extent;
	} where = {.map = {.fm_length = 4096, .fm_flags = FIEMAP_FLAG_SYNC, .fm_extent_count = 1}};

	int fd = NEED(open(path, O_RDONLY));
	NEED(ioctl(fd, FS_IOC_FIEMAP, &where.map));
	if (where.map.fm_mapped_extents != 1 || !where.extent.fe_physical) {
		errno = ENODATA;
		cannot("the file's first extent");
	}
	close(fd);
	return where.extent.fe_physical;
}

/* The same as a sector of the whole disk: a partition's file system counts from its start. */
static uint64_t sector(const char *path)
{
	char start[64];
	struct stat status;
	unsigned long first = 0;

	NEED(stat(path, &status));
	snprintf(start, sizeof(start), "/sys/dev/block/%u:%u/start", major(status.st_dev),
		 minor(status.st_dev));
	FILE *partition = fopen(start, "r");
	if (partition && fscanf(partition, "%lu", &first) != 1)
		cannot(start);
	return first + place(path) / SECTOR;
}

static int overwrite(const char *disk, uint64_t at)
{
	int fd = TRY(open(disk, O_WRONLY | O_SYNC));
	TRY(pwrite(fd, "raw!", 4, at));
	close(fd);
	return 0;
}

static int raw_write(char **a)
{
	return overwrite(a[1], place(a[0]));
}

/* Another device node with the same number. */
static int raw_write_by_alias(char **a)
{
	struct stat disk;
	uint64_t at = place(a[0]);

	NEED(stat(a[1], &disk));
	NEED(mknod(a[2], S_IFBLK | 0600, disk.st_rdev));
	int error = overwrite(a[2], at);
	unlink(a[2]);
	return error;
}

/* A partition made only now over the disk's start has a number that nobody knew before. */
static int raw_write_by_new_partition(char **a)
{
	char node[64];
	uint64_t at = place(a[0]);
	struct blkpg_partition partition = {.length = at + (1 << 20), .pno = 15};
	struct blkpg_ioctl_arg add = {
		.op = BLKPG_ADD_PARTITION, .datalen = sizeof(partition), .data = &partition};
	struct blkpg_ioctl_arg remove = {
		.op = BLKPG_DEL_PARTITION, .datalen = sizeof(partition), .data = &partition};

	partition.length -= partition.length % 4096;
	int disk = TRY(open(a[1], O_RDONLY));
	TRY(ioctl(disk, BLKPG, &add));
	snprintf(node, sizeof(node), "%s15", a[1]);
	int error = overwrite(node, at);
	NEED(ioctl(disk, BLKPG, &remove));
	return error;
}

/* Shows other bytes of the loop device's file, and the former again. */
static int loop_offset(char **a)
{
	struct loop_info64 info;
	int loop = TRY(open(a[0], O_RDONLY));
	NEED(ioctl(loop, LOOP_GET_STATUS64, &info));
	info.lo_offset += 4096;
	TRY(ioctl(loop, LOOP_SET_STATUS64, &info));
	info.lo_offset -= 4096;
	NEED(ioctl(loop, LOOP_SET_STATUS64, &info));
	return 0;
}

static void write10(unsigned char *command, uint64_t sector)
{
	unsigned char filled[10] = {0x2a, 0, sector >> 24, sector >> 16, sector >> 8, sector, 0, 0,
				    1,	  0};
	memcpy(command, filled, sizeof(filled));
}

static struct sg_io_hdr write_request(unsigned char command[10], unsigned char data[SECTOR])
{
	return (struct sg_io_hdr){
		.interface_id = 'S',
		.dxfer_direction = SG_DXFER_TO_DEV,
		.cmd_len = 10,
		.cmdp = command,
		.dxfer_len = SECTOR,
		.dxferp = data,
		.timeout = 10000,
	};
}

/* SG_IO, on a disk, a partition or a generic device, opened for reading only. */
static int scsi_write(char **a)
{
	unsigned char command[10], data[SECTOR] = "scsi";
	struct sg_io_hdr request = write_request(command, data);

	write10(command, sector(a[0]));
	int fd = TRY(open(a[1], O_RDONLY | O_NONBLOCK));
	TRY(ioctl(fd, SG_IO, &request));
	return request.status || request.host_status ? -EIO : 0;
}

/* The generic device's older way: the same request by write(2). */
static int scsi_write_by_write(char **a)
{
	unsigned char command[10], data[SECTOR] = "scsi";
	struct sg_io_hdr request = write_request(command, data);

	write10(command, sector(a[0]));
	int fd = TRY(open(a[1], O_RDWR));
	TRY(write(fd, &request, sizeof(request)));
	TRY(read(fd, &request, sizeof(request)));
	return request.status || request.host_status ? -EIO : 0;
}

static int bsg_write(char **a)
{
	unsigned char command[10], data[SECTOR] = "bsg!";
	struct sg_io_v4 request = {
		.guard = 'Q',
		.protocol = BSG_PROTOCOL_SCSI,
		.subprotocol = BSG_SUB_PROTOCOL_SCSI_CMD,
		.request_len = sizeof(command),
		.request = (uintptr_t)command,
		.dout_xfer_len = sizeof(data),
		.dout_xferp = (uintptr_t)data,
		.timeout = 10000,
	};

	write10(command, sector(a[0]));
	int fd = TRY(open(a[1], O_RDONLY));
	TRY(ioctl(fd, SG_IO, &request));
	return request.device_status || request.transport_status ? -EIO : 0;
}

#define NVME_WRITE    0x01
#define NVME_IDENTIFY 0x06

/* On a disk, its generic device or its controller, opened for reading only. */
static int nvme_write(char **a)
{
	static char data[4096] __attribute__((aligned(4096))) = "nvme";
	uint64_t at = sector(a[0]);
	struct nvme_passthru_cmd command = {
		.opcode = NVME_WRITE,
		.nsid = 1,
		.addr = (uintptr_t)data,
		.data_len = SECTOR,
		.cdw10 = at,
		.cdw11 = at >> 32,
	};

	int fd = TRY(open(a[1], O_RDONLY));
	int status = TRY(ioctl(fd, NVME_IOCTL_IO_CMD, &command));
	return status ? -EIO : 0;
}

/* Asks only; but so could a command that formats the disk. */
static int nvme_admin(char **a)
{
	static char data[4096] __attribute__((aligned(4096)));
	struct nvme_passthru_cmd command = {
		.opcode = NVME_IDENTIFY,
		.addr = (uintptr_t)data,
		.data_len = sizeof(data),
		.cdw10 = 1,
	};

	int fd = TRY(open(a[0], O_RDONLY));
	TRY(ioctl(fd, NVME_IOCTL_ADMIN_CMD, &command));
	return 0;
}

/* The same as nvme-write through io_uring, which makes no ioctl of it. */
static int nvme_write_by_uring(char **a)
{
	static char data[4096] __attribute__((aligned(4096))) = "ring";
	uint64_t at = sector(a[0]);
	struct io_uring_params parameters = {.flags = IORING_SETUP_SQE128 | IORING_SETUP_CQE32};
	int ring = NEED((int)syscall(SYS_io_uring_setup, 4, &parameters));
	size_t size = parameters.sq_off.array + parameters.sq_entries * sizeof(unsigned);
	size_t completed =
		parameters.cq_off.cqes + 2 * parameters.cq_entries * sizeof(struct io_uring_cqe);
	size = completed > size ? completed : size;
	char *rings = NEED(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
				IORING_OFF_SQ_RING));
	struct io_uring_sqe *request = NEED(mmap(NULL, 2 * parameters.sq_entries * sizeof(*request),
						 PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
						 ring, IORING_OFF_SQES));
	struct nvme_uring_cmd command = {
		.opcode = NVME_WRITE,
		.nsid = 1,
		.addr = (uintptr_t)data,
		.data_len = SECTOR,
		.cdw10 = at,
		.cdw11 = at >> 32,
	};

	request->opcode = IORING_OP_URING_CMD;
	request->fd = TRY(open(a[1], O_RDONLY));
	request->cmd_op = NVME_URING_CMD_IO;
	memcpy(request->cmd, &command, sizeof(command));
	((unsigned *)(rings + parameters.sq_off.array))[0] = 0;
	__atomic_store_n((unsigned *)(rings + parameters.sq_off.tail), 1, __ATOMIC_RELEASE);
	NEED((int)syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0));
	struct io_uring_cqe *answer = (void *)(rings + parameters.cq_off.cqes);
	return answer->res < 0 ? answer->res : answer->res ? -EIO : 0;
}

/* No attack: gives the disk the image's bytes. Few of them are not zero, and the device makes zeros
 * fast. */
static int write_image(char **a)
{
	off_t hole = 0, data;

	int image = NEED(open(a[0], O_RDONLY));
	int disk = TRY(open(a[1], O_WRONLY));
	uint64_t range[] = {0, NEED(lseek(image, 0, SEEK_END))};
	TRY(ioctl(disk, BLKZEROOUT, range));
	while ((data = lseek(image, hole, SEEK_DATA)) >= 0) {
		hole = NEED(lseek(image, data, SEEK_HOLE));
		NEED(lseek(disk, data, SEEK_SET));
		for (off_t at = data; at < hole;)
			TRY(sendfile(disk, image, &at, hole - at));
	}
	if (errno != ENXIO)
		cannot("the image's next data");
	NEED(close(disk));
	NEED(close(image));
	return 0;
}

/* The same, then mounts it: one program where two would take twice the time. */
static int restore(char **a)
{
	int refused = write_image(a);

	if (refused)
		return refused;
	TRY(mount(a[1], a[2], a[3], 0, NULL));
	return 0;
}

static int mount_to_read(char **a)
{
	TRY(mount(a[0], a[1], "ext4", MS_RDONLY, NULL));
	return 0;
}

const struct operation device_operations[] = {
	{"raw-write", "FILE DISK", raw_write},
	{"raw-write-by-alias", "FILE DISK NODE", raw_write_by_alias},
	{"raw-write-by-new-partition", "FILE DISK", raw_write_by_new_partition},
	{"loop-offset", "DISK", loop_offset},
	{"scsi-write", "FILE NODE", scsi_write},
	{"scsi-write-by-write", "FILE NODE", scsi_write_by_write},
	{"bsg-write", "FILE NODE", bsg_write},
	{"nvme-write", "FILE NODE", nvme_write},
	{"nvme-admin", "NODE", nvme_admin},
	{"nvme-write-by-uring", "FILE NODE", nvme_write_by_uring},
	{"write-image", "IMAGE DISK", write_image},
	{"mount-to-read", "DISK DIRECTORY", mount_to_read},
	{"restore", "IMAGE DISK DIRECTORY TYPE", restore},
	{NULL, NULL, NULL},
};
